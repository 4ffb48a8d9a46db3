"""The yardstick: a blank Streamlit page, and a button that does next to nothing."""

import streamlit as st

st.write("ok")
if st.button("again"):
    st.write("done")
